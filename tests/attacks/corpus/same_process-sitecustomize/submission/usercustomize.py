open("left-by-usercustomize.txt", "w").write("x")
