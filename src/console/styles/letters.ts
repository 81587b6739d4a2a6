// Latin and Cyrillic letters, and Arabic ones as Persian and Urdu write them: slices that are fetched as they are needed.
import '@fontsource-variable/noto-sans/wght.css'
import '@fontsource-variable/vazirmatn/wght.css'
