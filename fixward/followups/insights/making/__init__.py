"""Facts and tiles made from events: as they happen, settled by night, or all of them anew."""
