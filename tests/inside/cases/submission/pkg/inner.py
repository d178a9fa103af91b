def f(): return "inner"
