import { readdirSync, readFileSync, statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { top } from '../house/tree.ts'

const folder = `${top}dist/console/`
const page = readFileSync(`${folder}console.html`, 'utf8')
const firstFiles = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/gu)].map(([, name = '']) => name)
const kilobytes = (name: string): number => statSync(`${folder}${name}.br`).size / 1000
const total = (names: readonly string[]): number => names.reduce((sum, name) => sum + kilobytes(name), 0)

test('console: what a browser loads first is at most 180 kB of script and 20 kB of styles', () => {
  const scripts = firstFiles.filter((name) => name.endsWith('.js'))
  const styles = firstFiles.filter((name) => name.endsWith('.css'))
  expect(scripts.length).toBeGreaterThan(0)
  expect(total(scripts)).toBeLessThanOrEqual(180)
  expect(total(styles)).toBeLessThanOrEqual(20)
})

test('console: what comes later comes in pieces of at most 60 kB', () => {
  const assets = readdirSync(`${folder}assets`).map((name) => `assets/${name}`)
  const later = assets.filter((name) => /\.(js|css)$/u.test(name) && !firstFiles.includes(name))
  expect(later.length).toBeGreaterThan(5)
  expect(later.filter((name) => kilobytes(name) > 60)).toEqual([])
})

test('console: the page names nothing of another host and holds no script, style or handler of its own', () => {
  expect(page).not.toMatch(/https?:|\/\/|<style|<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=/u)
  expect(firstFiles.length).toBeGreaterThan(2)
})
