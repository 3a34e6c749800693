import { describe, expect, it } from 'vitest'
import { closure } from '../../scripts/licences.mjs'

describe('what a package needs at run time', () => {
  it('is found as Node finds it: beside the package first, then further out; each once', () => {
    const lockfile = {
      packages: {
        '': {}, 'node_modules/a': { dependencies: { b: '1', c: '1' } }, 'node_modules/a/node_modules/b': { dependencies: { c: '1' } }, 'node_modules/b': {},
        'node_modules/c': { optionalDependencies: { '@x/d': '1', absent: '1' } }, 'node_modules/@x/d': { dependencies: { a: '1' } }, 'node_modules/unused': {}
      }
    }
    expect(closure(lockfile, ['a']).sort()).toEqual(['node_modules/@x/d', 'node_modules/a', 'node_modules/a/node_modules/b', 'node_modules/c'])
    expect(closure(lockfile, ['b'])).toEqual(['node_modules/b'])
  })
})
