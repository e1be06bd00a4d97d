"""Tables of figures on their way in: read, checked, compared with what is there, written.

`reading` and `workbook` give lines of cells, `rows` reads one line, `staging` holds them in
temporary tables, `matching` and `comparing` say what would happen, `writing` does it.
`services.load` calls them in that order.
"""
