"""What stays around a screen: the top bar, the key line, the halves, and the base of widgets that draw."""
