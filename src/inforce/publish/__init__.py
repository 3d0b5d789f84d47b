"""The only code that writes: a finished plan to the site's folder, new lines to the register."""
