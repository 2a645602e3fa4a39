"""A bag of files made final: listed, dated, signed, and put into a ZIP."""
