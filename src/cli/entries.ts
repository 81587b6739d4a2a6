import type { Local } from './local.ts'

/** The entries of this build. Loaded when asked for, so that `tamga list` does not load a database driver. */
export const local: Local = {}
