"""Make the fonts of the site from those of their makers: the letters, weights and metrics that its pages need.

python -m fonts             write the fonts and their style sheet
python -m fonts measure F…  print how wide each font sets the pages, in thousandths of its size
"""
