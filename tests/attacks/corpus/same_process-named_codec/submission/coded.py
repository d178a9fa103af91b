# coding: quopri
x = 1
