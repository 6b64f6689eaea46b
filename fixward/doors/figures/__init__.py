"""Figures for everybody: how the umbrella, each government, department, service and place perform."""
