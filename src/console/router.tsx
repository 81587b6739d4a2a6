import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { Frame } from './frame/frame.tsx'
import { ledgerPlace } from './pages/ledger-place.ts'
import { HomePage } from './pages/home.tsx'
import { isLife, isView, type Life, type View } from './pages/agreements/life.ts'
import { MissingPage } from './pages/missing.tsx'
import { nodePlace } from './pages/node-place.ts'
import { isTab, ReportsPage, type Tab } from './pages/reports.tsx'

const root = createRootRoute({ component: Frame, notFoundComponent: MissingPage })

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: HomePage,
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

interface Question {
  readonly q?: string
  readonly category?: string
}

const search = createRoute({
  getParentRoute: () => root,
  path: '/search',
  component: lazyRouteComponent(() => import('./pages/search.tsx'), 'SearchPage'),
  validateSearch: ({ q, category }: { readonly q?: unknown; readonly category?: unknown }): Question => ({
    ...(typeof q === 'string' && q !== '' ? { q } : {}),
    ...(typeof category === 'string' && category !== '' ? { category } : {}),
  }),
})

const ledger = createRoute({
  getParentRoute: () => root,
  path: '/ledger',
  component: lazyRouteComponent(() => import('./pages/ledger.tsx'), 'LedgerPage'),
  validateSearch: ledgerPlace,
})

const compose = createRoute({
  getParentRoute: () => root,
  path: '/compose',
  component: lazyRouteComponent(() => import('./pages/compose.tsx'), 'ComposePage'),
})

interface RegisterPlace {
  readonly life?: Life
  readonly q?: string
}

interface AgreementPlace {
  readonly view?: View
}

/** Everything about agreements, under one bar of tabs. */
const agreements = createRoute({
  getParentRoute: () => root,
  path: '/agreements',
  component: lazyRouteComponent(() => import('./pages/agreements/frame.tsx'), 'AgreementsFrame'),
})

const register = createRoute({
  getParentRoute: () => agreements,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/agreements/register.tsx'), 'RegisterPage'),
  validateSearch: ({ life, q }: { readonly life?: unknown; readonly q?: unknown }): RegisterPlace => ({
    ...(isLife(life) ? { life } : {}),
    ...(typeof q === 'string' && q !== '' ? { q } : {}),
  }),
})

const agreement = createRoute({
  getParentRoute: () => agreements,
  path: '/of/$name',
  component: lazyRouteComponent(() => import('./pages/agreements/agreement.tsx'), 'AgreementPage'),
  validateSearch: ({ view }: { readonly view?: unknown }): AgreementPlace => (isView(view) ? { view } : {}),
})

const node = createRoute({
  getParentRoute: () => root,
  path: '/node',
  component: lazyRouteComponent(() => import('./pages/node.tsx'), 'NodePage'),
  validateSearch: nodePlace,
})

const me = createRoute({
  getParentRoute: () => root,
  path: '/me',
  component: lazyRouteComponent(() => import('./pages/me.tsx'), 'MePage'),
})

const help = createRoute({
  getParentRoute: () => root,
  path: '/help',
  component: lazyRouteComponent(() => import('./pages/help.tsx'), 'HelpPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    reports,
    compose,
    search,
    agreements.addChildren([register, agreement]),
    ledger,
    node,
    me,
    help,
  ]),
  defaultPreload: false,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
