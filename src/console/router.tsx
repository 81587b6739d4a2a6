import { createRootRoute, createRoute, createRouter, Navigate } from '@tanstack/react-router'
import { Frame } from './frame/frame.tsx'
import { MissingPage } from './pages/missing.tsx'
import { isTab, ReportsPage, type Tab } from './pages/reports.tsx'

const root = createRootRoute({ component: Frame, notFoundComponent: MissingPage })

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: () => <Navigate to="/reports" replace />,
})

interface ReportsPlace {
  readonly tab?: Tab
  readonly act?: string
}

const reports = createRoute({
  getParentRoute: () => root,
  path: '/reports',
  component: ReportsPage,
  validateSearch: ({ tab, act }: { readonly tab?: unknown; readonly act?: unknown }): ReportsPlace => ({
    ...(isTab(tab) ? { tab } : {}),
    ...(typeof act === 'string' && act.startsWith('act--') ? { act } : {}),
  }),
})

export const router = createRouter({ routeTree: root.addChildren([home, reports]), defaultPreload: false })

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
