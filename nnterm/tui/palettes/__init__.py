"""Every colour of the app, picked by hand for what a terminal can show: truecolor, 256 colours, or 16."""
