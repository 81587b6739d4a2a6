/**
 * The screens, in the order and groups of the side bar. A room adds its screen by a line here, a route in `router.tsx`, its page in
 * `pages/`, its words in the catalogue and its first segment in the node's `consolePlaces`.
 */
export const places = [
  { path: '/reports', name: 'reports', group: 'watch', key: 'KeyI', icon: 'M3 3h10v10H3zM5.5 6h5M5.5 8.5h5M5.5 11h3' },
] as const

export const groups = ['watch'] as const
