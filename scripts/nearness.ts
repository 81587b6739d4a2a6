/** Which files a file imports, all as paths from the project's folder. */
export type Imports = ReadonlyMap<string, readonly string[]>

/** How many imports lie between each file and the nearest of the changed ones; a file that reaches none of them is absent. */
export function distances(imports: Imports, changed: readonly string[]): ReadonlyMap<string, number> {
  const importers = new Map<string, string[]>()
  for (const [path, imported] of imports) {
    for (const target of imported) importers.set(target, [...(importers.get(target) ?? []), path])
  }
  const steps = new Map(changed.map((path) => [path, 0]))
  for (const [path, distance] of steps) {
    for (const importer of importers.get(path) ?? []) if (!steps.has(importer)) steps.set(importer, distance + 1)
  }
  return steps
}

/** How many files a file reaches by its imports. */
export function reach(imports: Imports, path: string): number {
  const reached = new Set(imports.get(path))
  for (const one of reached) for (const target of imports.get(one) ?? []) reached.add(target)
  return reached.size
}

export interface TestFile {
  readonly project: string
  readonly path: string
}

export interface Nearness {
  readonly imports: Imports
  readonly changed: readonly string[]
  /** Projects of tests in the order in which they run. */
  readonly projects: readonly string[]
}

/**
 * Project by project, in each those first that are nearest to what changed; of equally near ones those that reach the
 * least, which say the most exactly what broke. What reaches the change in a way that imports do not tell comes last.
 */
export function nearestFirst<File extends TestFile>(files: readonly File[], by: Nearness): readonly File[] {
  const steps = distances(by.imports, by.changed)
  const places = files.map((file) => ({
    file,
    project: by.projects.indexOf(file.project),
    step: steps.get(file.path) ?? Number.MAX_SAFE_INTEGER,
    reach: reach(by.imports, file.path),
  }))
  const sorted = places.toSorted(
    (a, b) => a.project - b.project || a.step - b.step || a.reach - b.reach || (a.file.path < b.file.path ? -1 : 1),
  )
  return sorted.map(({ file }) => file)
}
