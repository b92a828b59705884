"""The workbook of the 2017 guide: one list of columns that template, export and import follow."""
