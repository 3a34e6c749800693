// @vitest-environment happy-dom
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import ConsentDialog from '../../../src/renderer/src/components/experiment/ConsentDialog.vue'
import ExperimentPane from '../../../src/renderer/src/components/experiment/ExperimentPane.vue'
import { useLabStore } from '../../../src/renderer/src/stores/lab'
import { useOwnStore } from '../../../src/renderer/src/stores/own'
import type { LabRequest } from '../../../src/shared/ipc/lab'
import type { OwnExperimentFile } from '../../../src/shared/ipc/lab-own'
import { SMALL } from '../../shared/experiment/small'
import { FakeLab } from '../fake-lab'
import { description, silentWindow } from '../fake-shell'
import { freshWindow, mounted } from '../mounted'
import { header } from '../story'

const FOLDER = '/home/student/experiments'
const RUNS = SMALL.replace('id: small', 'id: runs').replace('title: Small', 'title: Runs something')
  .replace('do: pause, for: 100ms, when: { quick: false }', 'do: run, as: shell, command: [sh, -c, "id; ls $HOME"]')
const file = (name: string, source: string): OwnExperimentFile => ({ name, source, hash: name.padEnd(64, '0').replaceAll(/[^0-9a-f]/g, '0') })

let files: OwnExperimentFile[]
let asked: LabRequest[]
let lab: FakeLab
let pane: VueWrapper

/** The pane, and the question over it, as the window holds them. */
const Pane = defineComponent({
  setup: () => {
    const own = useOwnStore()
    return () => [h(ExperimentPane), own.question === null ? null : h(ConsentDialog, { question: own.question, onAllow: () => void own.allow(), onRefuse: () => own.refuse() })]
  }
})

async function open(language: 'en' | 'ko' = 'en'): Promise<void> {
  pane = mounted(Pane, {}, language)
  await flushPromises()
}
beforeEach(() => {
  freshWindow()
  asked = []
  files = [file('a-small.yaml', SMALL), file('b-bad.yaml', SMALL.replace('seconds: 1.5', 'seconds: soon')), file('c-taken.yaml', SMALL.replace('id: small', 'id: active-close')), file('d-runs.yaml', RUNS)]
  lab = new FakeLab(silentWindow, {
    description, asks: ['d-runs.yaml'],
    get own() { return { folder: FOLDER, files } },
    scriptFor: (request) => {
      asked.push(request)
      return { header: header(), events: [], end: 'open' }
    }
  })
  useLabStore().attach(lab)
})
afterEach(() => pane.unmount())

const section = () => pane.get('[data-testid=own-experiments]')
const choose = async (title: string): Promise<void> => {
  await section().findAll('button.card').find((card) => card.text().includes(title))?.trigger('click')
}
const run = async (): Promise<void> => {
  await pane.get('[data-testid=run-experiment]').trigger('click')
  await flushPromises()
}

describe('own experiments in the list', () => {
  it('name their folder, and stand there with their files\' names', async () => {
    await open()
    expect(section().text()).toContain(FOLDER)
    expect(section().findAll('button.card').map((card) => card.get('.meta').text())).toEqual(['a-small.yaml · about 1.5 s', 'd-runs.yaml · about 1.5 s'])
  })

  it('with faults show each with line, column and field, and the command that tells them all', async () => {
    await open()
    const [bad, taken] = section().findAll('.broken')
    expect(bad?.text()).toContain('b-bad.yaml:4:10: seconds: expected number, found "soon"')
    expect(bad?.text()).toContain(`npx twlab check ${FOLDER}/b-bad.yaml`)
    expect(taken?.text()).toContain('c-taken.yaml:1:5: id: another experiment is called active-close already: choose another id')
  })

  it('are read again when asked, and when one comes back to the list', async () => {
    await open()
    files = [file('new.yaml', SMALL.replace('title: Small', 'title: Quite new'))]
    await section().get('[data-testid=reload-own]').trigger('click')
    await flushPromises()
    expect(section().findAll('.card').map((card) => card.get('strong').text())).toEqual(['Quite new'])
    await choose('Quite new')
    files = []
    await pane.get('.back').trigger('click')
    await flushPromises()
    expect(section().findAll('.card')).toHaveLength(0)
    expect(section().text()).toContain('Put experiments\' files (.yaml) into this folder')
  })

  it('run as the file that was shown, with parameters and predictions', async () => {
    await open()
    await choose('Small')
    await run()
    expect(asked).toEqual([{ kind: 'own', id: 'small', name: 'a-small.yaml', hash: files[0]?.hash, params: { first: 'client', size: 10, quick: false }, predictions: {}, language: 'en' }])
    expect(pane.find('[data-testid=consent]').exists()).toBe(false)
  })
})

describe('the question whether programs may run', () => {
  beforeEach(async () => {
    await open()
    await choose('Runs something')
    await run()
  })

  it('comes before anything is started: what is on the screen stays', () => {
    expect(lab.requests).toEqual([])
    expect(useLabStore().wanted).toBeNull()
  })

  it('names the file and each command as it would be typed; nothing has been started', () => {
    const dialog = pane.get('[data-testid=consent]')
    expect(dialog.text()).toContain('May “Runs something” run programs?')
    expect(dialog.text()).toContain('d-runs.yaml')
    expect(dialog.findAll('code').map((code) => code.text())).toEqual(['sh -c \'id; ls $HOME\''])
    expect(asked).toEqual([])
    expect(document.activeElement?.getAttribute('data-testid')).toBe('refuse-programs')
  })

  it('keeps the focus between its two answers', async () => {
    await pane.get('[data-testid=consent]').trigger('keydown', { key: 'Tab' })
    expect(document.activeElement?.getAttribute('data-testid')).toBe('allow-programs')
    await pane.get('[data-testid=consent]').trigger('keydown', { key: 'Tab' })
    expect(document.activeElement?.getAttribute('data-testid')).toBe('refuse-programs')
  })

  it('answered with no, or with Escape, runs nothing and is asked again', async () => {
    await pane.get('[data-testid=refuse-programs]').trigger('click')
    expect(pane.find('[data-testid=consent]').exists()).toBe(false)
    expect(useLabStore().failure).toBeNull()
    await run()
    await pane.get('[data-testid=consent]').trigger('keydown', { key: 'Escape' })
    expect([asked.length, lab.allowed.length]).toEqual([0, 0])
  })

  it('answered with yes is told to the shell, for this content and these parameters, and the experiment runs', async () => {
    await pane.get('[data-testid=allow-programs]').trigger('click')
    await flushPromises()
    expect(lab.allowed).toEqual([{ name: 'd-runs.yaml', hash: files[3]?.hash, params: { first: 'client', size: 10, quick: false } }])
    expect(asked).toMatchObject([{ kind: 'own', name: 'd-runs.yaml' }])
  })
})
