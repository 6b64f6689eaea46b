"""The monthly report: figures by mail to who wants them."""
