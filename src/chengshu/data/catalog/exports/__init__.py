"""The catalogue as files for others: the guide's workbook, DCAT 3, a printable book."""
