"""Values to text: the site's pages, feeds and JSON, and the views of a redline."""
