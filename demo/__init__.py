"""The demonstration county: real governments by name, drawn coarsely; people, rules and requests made up."""
