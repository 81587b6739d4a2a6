import { posix } from 'node:path'
import { computed, importsOf } from './imports.ts'
import type { TreeFile } from './tree.ts'

/**
 * The plan of the house as data. A storey holds rooms; `order` lists rooms of which a later one may import an earlier
 * one; without it rooms of a storey never import each other. A room is a folder of src/ or a file.
 */
export interface Storey {
  readonly floor: number
  /** Folder under src/. */
  readonly folder: string
  /** Rooms in the order in which they may import: names of files without ending, or of folders, below `folder`. */
  readonly order?: readonly string[]
  /** Each folder below is a room of its own and none knows another. */
  readonly rooms?: true
  /** Modules of Node that its files may use; absent means any. Tests are exempt. */
  readonly nodeModules?: readonly string[]
  /** Packages that its files may use; absent means any that no other folder owns. Tests are exempt. */
  readonly packages?: readonly string[]
  /** The only floors it may import from, when not simply all below. */
  readonly sees?: readonly number[]
}

export interface Plan {
  readonly storeys: readonly Storey[]
  /** Packages that only these folders (from src/) may import. */
  readonly owned: Readonly<Record<string, readonly string[]>>
  /** Files outside src/ that any file above the protocol may read as data. */
  readonly data: readonly string[]
}

interface Place {
  readonly storey: Storey
  readonly room: string
  /** Position in the storey's order; rooms without order share 0. */
  readonly rank: number
}

/** What is wrong with the imports of these files, one sentence each; `paths` are all files that exist. */
export function judgeFloors(plan: Plan, files: readonly TreeFile[], paths: ReadonlySet<string>): readonly string[] {
  return files.flatMap((file) => {
    const place = placeOf(plan, file.path)
    if (place === undefined) return [`${file.path}: has no room in the plan`]
    return importsOf(file.path, file.text).flatMap(({ specifier, line }) =>
      judgeImport({ plan, file: file.path, place, paths }, specifier).map((wrong) => `${file.path}:${line}: ${wrong}`),
    )
  })
}

/** Where a file stands, or `undefined` for a file without a room. */
export function placeOf(plan: Plan, path: string): Place | undefined {
  const storey = plan.storeys.find(({ folder }) => path.startsWith(`src/${folder}/`))
  if (storey === undefined) return undefined
  const [first = '', ...rest] = path.slice(`src/${storey.folder}/`.length).split('/')
  const name = rest.length === 0 ? first.replace(/(\.test)?\.tsx?$/, '') : first
  if (storey.order !== undefined) {
    const rank = storey.order.indexOf(name)
    return rank < 0 ? undefined : { storey, room: `${storey.folder}/${name}`, rank }
  }
  if (storey.rooms === undefined) return { storey, room: storey.folder, rank: 0 }
  return rest.length === 0 ? undefined : { storey, room: `${storey.folder}/${name}`, rank: 0 }
}

interface Asker {
  readonly plan: Plan
  readonly file: string
  readonly place: Place
  readonly paths: ReadonlySet<string>
}

const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path)

function judgeImport(asker: Asker, specifier: string): readonly string[] {
  if (specifier === computed) return ['imports what an expression names; name the module']
  if (specifier.startsWith('node:')) return judgeNodeModule(asker, specifier)
  if (specifier.startsWith('#')) return judgeFile(asker, specifier, `src/${specifier.slice(1)}`)
  if (/^\.\.?\//.test(specifier)) return judgeFile(asker, specifier, posix.join(posix.dirname(asker.file), specifier))
  return judgePackage(asker, specifier)
}

function judgeNodeModule({ file, place }: Asker, specifier: string): readonly string[] {
  const allowed = place.storey.nodeModules
  if (allowed === undefined || allowed.includes(specifier) || isTest(file)) return []
  return [`imports ${specifier}; ${place.storey.folder} does no input or output`]
}

function judgePackage({ plan, file, place }: Asker, specifier: string): readonly string[] {
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
  if (isTest(file)) return []
  const owners = plan.owned[name]
  if (owners !== undefined && !owners.some((owner) => file.startsWith(`src/${owner}/`)))
    return [`imports ${name}, which only ${owners.join(' and ')} may`]
  const allowed = place.storey.packages
  return allowed === undefined || allowed.includes(name) ? [] : [`imports ${name}; ${place.storey.folder} may not`]
}

function judgeFile(asker: Asker, specifier: string, target: string): readonly string[] {
  if (!asker.paths.has(target)) return [`imports ${specifier}, but there is no ${target}`]
  if (asker.plan.data.includes(target) && asker.place.storey.floor > 1) return []
  if (!target.startsWith('src/'))
    return isTest(asker.file) && !target.startsWith('scripts/') ? [] : [`imports ${target}, which lies outside src/`]
  const to = placeOf(asker.plan, target)
  if (to === undefined) return [`imports ${target}, which has no room in the plan`]
  if (isTest(target)) return [`imports ${target}, a test`]
  const isNeighbour = posix.dirname(target) === posix.dirname(asker.file)
  if (to.room === asker.place.room) {
    return isNeighbour && specifier.startsWith('#') ? [`imports ${specifier}; inside a folder paths are relative`] : []
  }
  if (!isBelow(to, asker.place)) return [`imports ${target}, which is not below it`]
  return specifier.startsWith('#') || isNeighbour ? [] : [`imports ${specifier}; across rooms paths begin with #`]
}

function isBelow(to: Place, from: Place): boolean {
  if (from.storey === to.storey) return from.storey.order !== undefined && to.rank < from.rank
  return to.storey.floor < from.storey.floor && (from.storey.sees?.includes(to.storey.floor) ?? true)
}
