// Chinese letters where the device has none of its own: slices that are fetched as they are needed.
import '@fontsource-variable/noto-sans-sc/wght.css'
