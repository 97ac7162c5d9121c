def render_junit(*a): return ''
