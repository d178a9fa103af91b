raise ValueError("this module can't be imported")
