"""Sources amont: one module per upstream file; `fetch` touches the network, `parse` is pure."""
