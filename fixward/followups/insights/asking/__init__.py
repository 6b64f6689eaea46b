"""What is asked of facts and tiles: figures of any days, the lists behind them, hand-overs, what stands open."""
