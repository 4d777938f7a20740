"""The source documents as provisions: parsing, index, retrieval and answers."""
