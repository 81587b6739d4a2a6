/**
 * The screens, in the order and groups of the side bar; `needs` is the action that its role must be allowed. A room adds its screen by a line here, a route in `router.tsx`, its page in
 * `pages/`, its words in the catalogue and its first segment in the node's `consolePlaces`.
 */
export const places = [
  {
    path: '/duty',
    name: 'duty',
    group: 'watch',
    key: 'KeyD',
    needs: 'content.read',
    icon: 'M8 2.2a3.8 3.8 0 00-3.8 3.8c0 3.4-1.4 4.6-1.4 5.4h10.4c0-.8-1.4-2-1.4-5.4A3.8 3.8 0 008 2.2zM6.4 13.4a1.7 1.7 0 003.2 0',
  },
  {
    path: '/reports',
    name: 'reports',
    group: 'watch',
    key: 'KeyI',
    needs: 'content.read',
    icon: 'M3 3h10v10H3zM5.5 6h5M5.5 8.5h5M5.5 11h3',
  },
  {
    path: '/search',
    name: 'search',
    group: 'watch',
    key: 'KeyS',
    needs: 'content.search',
    icon: 'M7 2.5a4.5 4.5 0 100 9 4.5 4.5 0 000-9zM10.3 10.3L14 14',
  },
  {
    path: '/consult',
    name: 'consult',
    group: 'talk',
    key: 'KeyC',
    needs: 'content.read',
    icon: 'M2.5 3h8v6H6l-2 2V9H2.5zM12.5 6h1v6H12v2l-2-2H7.5v-1',
  },
  {
    path: '/agreements',
    name: 'agreements',
    group: 'record',
    key: 'KeyA',
    needs: 'charter.read',
    icon: 'M4 2h6l3 3v9H4zM10 2v3h3M6 7.5h5M6 10h3.5M6.2 12.4c.8-.8 1.3-.8 1.6 0 .3.6.8.6 1.4 0',
  },
  {
    path: '/ledger',
    name: 'ledger',
    group: 'record',
    key: 'KeyL',
    needs: 'records.read',
    icon: 'M4 2.5h8v11H4zM6 5.5h4M6 8h4M6 10.5h2.5M2.5 5h1.5M2.5 8h1.5M2.5 11h1.5',
  },
  {
    path: '/node',
    name: 'node',
    group: 'record',
    key: 'KeyN',
    needs: 'status.read',
    icon: 'M8 2a1.8 1.8 0 100 3.6A1.8 1.8 0 008 2zM3.5 10.5a1.8 1.8 0 100 3.6 1.8 1.8 0 000-3.6zM12.5 10.5a1.8 1.8 0 100 3.6 1.8 1.8 0 000-3.6zM7.2 5.4l-2.8 5.2M8.8 5.4l2.8 5.2M5.3 12.3h5.4',
  },
] as const

export const groups = ['watch', 'talk', 'record'] as const
