import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { askedIn, type Asked } from './api/search.ts'
import type { Mode } from './api/alerts.ts'
import { isTab, siftedIn, type Sifted, type Tab } from './api/lists.ts'
import { Frame } from './frame/frame.tsx'
import { ledgerPlace } from './pages/ledger-place.ts'
import { FailedPage } from './pages/failed.tsx'
import { HomePage } from './pages/home.tsx'
import { isTab as isConsultTab, type Tab as ConsultTab } from './pages/consult/order.ts'
import { isLife, isView, type Life, type View } from './pages/agreements/life.ts'
import { tourPlace } from './browser/touring.ts'
import { MissingPage } from './pages/missing.tsx'
import { nodePlace } from './pages/node-place.ts'
import { ReportsPage } from './pages/reports.tsx'

const root = createRootRoute({ component: Frame, notFoundComponent: MissingPage })

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: HomePage,
})

interface BoardPlace {
  /** The board of what is not real. */
  readonly mode?: Extract<Mode, 'exercise'>
  readonly act?: string
}

/** Everything of the duty desk, under one bar. */
const duty = createRoute({
  getParentRoute: () => root,
  path: '/duty',
  component: lazyRouteComponent(() => import('./pages/duty/frame.tsx'), 'DutyFrame'),
})

const board = createRoute({
  getParentRoute: () => duty,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/duty/board.tsx'), 'BoardPage'),
  validateSearch: ({ mode, act }: { readonly mode?: unknown; readonly act?: unknown }): BoardPlace => ({
    ...(mode === 'exercise' ? { mode } : {}),
    ...(typeof act === 'string' && act.startsWith('act--') ? { act } : {}),
  }),
})

const warn = createRoute({
  getParentRoute: () => duty,
  path: '/warn',
  component: lazyRouteComponent(() => import('./pages/duty/warn.tsx'), 'WarnPage'),
})

const directory = createRoute({
  getParentRoute: () => duty,
  path: '/desks',
  component: lazyRouteComponent(() => import('./pages/duty/directory.tsx'), 'DirectoryPage'),
})

const checks = createRoute({
  getParentRoute: () => duty,
  path: '/checks',
  component: lazyRouteComponent(() => import('./pages/duty/checks.tsx'), 'ChecksPage'),
})

const calls = createRoute({
  getParentRoute: () => duty,
  path: '/calls',
  component: lazyRouteComponent(() => import('./pages/duty/calls.tsx'), 'CallsPage'),
})

interface QueuePlace {
  readonly queue?: ConsultTab
  readonly act?: string
}

/** Everything of consultation, under one bar. */
const consult = createRoute({
  getParentRoute: () => root,
  path: '/consult',
  component: lazyRouteComponent(() => import('./pages/consult/frame.tsx'), 'ConsultFrame'),
})

const rfis = createRoute({
  getParentRoute: () => consult,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/consult/queue.tsx'), 'QueuePage'),
  validateSearch: ({ queue, act }: { readonly queue?: unknown; readonly act?: unknown }): QueuePlace => ({
    ...(isConsultTab(queue) ? { queue } : {}),
    ...(typeof act === 'string' && act.startsWith('act--') ? { act } : {}),
  }),
})

const onward = createRoute({
  getParentRoute: () => consult,
  path: '/onward',
  component: lazyRouteComponent(() => import('./pages/consult/onward.tsx'), 'OnwardPage'),
  validateSearch: ({ act }: { readonly act?: unknown }): { readonly act?: string } =>
    typeof act === 'string' && act.startsWith('act--') ? { act } : {},
})

const askRfi = createRoute({
  getParentRoute: () => consult,
  path: '/ask',
  component: lazyRouteComponent(() => import('./pages/consult/ask.tsx'), 'AskPage'),
})

interface ReportsPlace extends Sifted {
  readonly tab?: Tab
  readonly act?: string
}

const reports = createRoute({
  getParentRoute: () => root,
  path: '/reports',
  component: ReportsPage,
  validateSearch: ({ tab, act, ...sifted }: Readonly<Record<string, unknown>>): ReportsPlace => ({
    ...(isTab(tab) ? { tab } : {}),
    ...(typeof act === 'string' && act.startsWith('act--') ? { act } : {}),
    ...siftedIn(sifted),
  }),
})

/** What is looked for, or which watch is looked at. */
type SearchPlace = Asked & { readonly watch?: string }

const search = createRoute({
  getParentRoute: () => root,
  path: '/search',
  component: lazyRouteComponent(() => import('./pages/search/search.tsx'), 'SearchPage'),
  validateSearch: (asked: Readonly<Record<string, unknown>>): SearchPlace => ({
    ...askedIn(asked),
    ...(typeof asked['watch'] === 'string' ? { watch: asked['watch'] } : {}),
  }),
})

const ledger = createRoute({
  getParentRoute: () => root,
  path: '/ledger',
  component: lazyRouteComponent(() => import('./pages/ledger.tsx'), 'LedgerPage'),
  validateSearch: ledgerPlace,
})

interface Ego {
  readonly value?: string
  readonly act?: string
  readonly object?: string
}

const links = createRoute({
  getParentRoute: () => root,
  path: '/search/links',
  component: lazyRouteComponent(() => import('./pages/links/links.tsx'), 'LinksPage'),
  validateSearch: (asked: Readonly<Record<string, unknown>>): Ego =>
    Object.fromEntries(
      (['value', 'act', 'object'] as const).flatMap((name) => {
        const value = asked[name]
        return typeof value === 'string' && value !== '' ? [[name, value]] : []
      }),
    ),
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

interface MatrixPlace {
  readonly category?: string
  readonly level?: string
  readonly purpose?: string
  readonly at?: string
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

const matrix = createRoute({
  getParentRoute: () => agreements,
  path: '/matrix',
  component: lazyRouteComponent(() => import('./pages/agreements/matrix.tsx'), 'MatrixPage'),
  validateSearch: (asked: Readonly<Record<string, unknown>>): MatrixPlace =>
    Object.fromEntries(
      (['category', 'level', 'purpose', 'at'] as const).flatMap((name) => {
        const value = asked[name]
        return typeof value === 'string' && /^[a-z0-9-]{1,64}$/u.test(value) ? [[name, value]] : []
      }),
    ),
})

const texts = createRoute({
  getParentRoute: () => agreements,
  path: '/texts',
  component: lazyRouteComponent(() => import('./pages/agreements/texts.tsx'), 'TextsPage'),
})

const draft = createRoute({
  getParentRoute: () => agreements,
  path: '/texts/$name/$act',
  component: lazyRouteComponent(() => import('./pages/agreements/draft.tsx'), 'DraftPage'),
})

const proposal = createRoute({
  getParentRoute: () => agreements,
  path: '/proposals/$act',
  component: lazyRouteComponent(() => import('./pages/agreements/proposal.tsx'), 'ProposalPage'),
})

const closed = createRoute({
  getParentRoute: () => agreements,
  path: '/closed/$act',
  component: lazyRouteComponent(() => import('./pages/agreements/closed.tsx'), 'ClosedPage'),
})

const duties = createRoute({
  getParentRoute: () => agreements,
  path: '/duties',
  component: lazyRouteComponent(() => import('./pages/agreements/duties.tsx'), 'DutiesPage'),
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

const enrol = createRoute({
  getParentRoute: () => root,
  path: '/door/enrol',
  component: lazyRouteComponent(() => import('./pages/enrol.tsx'), 'EnrolPage'),
})

const identityReturn = createRoute({
  getParentRoute: () => root,
  path: '/door/return',
  component: lazyRouteComponent(() => import('./pages/identity-return.tsx'), 'IdentityReturnPage'),
})

const tour = createRoute({
  getParentRoute: () => root,
  path: '/tour',
  component: lazyRouteComponent(() => import('./tour/tour-page.tsx'), 'TourPage'),
  validateSearch: tourPlace,
})

const help = createRoute({
  getParentRoute: () => root,
  path: '/help',
  component: lazyRouteComponent(() => import('./pages/help.tsx'), 'HelpPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    duty.addChildren([board, warn, directory, checks, calls]),
    consult.addChildren([rfis, onward, askRfi]),
    reports,
    compose,
    search,
    links,
    agreements.addChildren([register, agreement, matrix, texts, draft, proposal, closed, duties]),
    ledger,
    node,
    me,
    enrol,
    identityReturn,
    tour,
    help,
  ]),
  defaultPreload: false,
  defaultErrorComponent: FailedPage,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
