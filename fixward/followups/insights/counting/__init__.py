"""What is counted: of which facts, by what told apart, and added up."""
