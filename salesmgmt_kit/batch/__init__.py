"""The month's run: which notebooks, executed side by side, published whole, and recorded."""
