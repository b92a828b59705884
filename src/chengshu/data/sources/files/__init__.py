"""Files as tables: encodings, delimited text, spreadsheets, JSON, and the uploads' guard."""
