"""What a model makes of rows of data: right and wrong, how sure, learned by heart."""
