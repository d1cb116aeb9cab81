"""The data sets as far as they are known without loading: the catalog and a learner's own CSV."""
