"""Official documents (văn bản) made from the answers of a form: what they say, how they are laid out, their DOCX."""
