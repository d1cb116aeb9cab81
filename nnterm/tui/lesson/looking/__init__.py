"""Looking into a run: at an earlier epoch, and at what its model does. No Textual here."""
