"""Methods of an index: normalise, impute, treat, weight, aggregate."""
