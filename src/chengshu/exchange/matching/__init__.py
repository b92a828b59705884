"""Supply meets demand (供需对接): what departments need, who must supply it, and how far it is.

Promise: a demand is delivered only when the catalogue lists the data and a grant for the demander
is in force; a refusal names its legal basis; a demand's history is only added to.
"""
