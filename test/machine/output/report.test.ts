import { describe, expect, it } from 'vitest'
import { chartsOf } from '../../../src/lab/charts/charts.js'
import { summarise } from '../../../src/lab/summary/summary.js'
import { type ReportInput, report } from '../../../src/machine/output/report.js'
import {
  sampleManifest,
  sampleMeasurements,
  sampleSettings,
} from '../../lab/run/measurements-sample.js'

const settings = sampleSettings()
const measurements = sampleMeasurements()
const evil = `</script><img src="http://example.com/x">'&`

function page(name: string, scripts: readonly string[]): string {
  const svg = '<svg><clipPath id="clip0"/><g clip-path="url(#clip0)"/></svg>'
  const charts = chartsOf({ name, settings, measurements }).map((chart) => ({ ...chart, svg }))
  const summary = summarise(name, '7', settings, measurements, 2)
  const manifest = { ...sampleManifest(), scenario: { title: name }, scenarioFile: name }
  const input: ReportInput = { manifest, summary, charts, scripts, folder: name }
  return report(input)
}

/** The addresses that a browser would load or follow by itself. */
function loads(html: string): string[] {
  const bare = html.replace(/<script[^>]*>.*?<\/script>/gs, '<script></script>')
  const loading =
    /\s(?:src|srcset|href|action|data|poster)\s*=\s*["']?([^"'\s>]*)|@import|url\(([^)]*)/gi
  return [...bare.matchAll(loading)].map(([, address, url]) => address ?? url ?? '@import')
}

describe('report.html', () => {
  it('loads nothing from the network', () => {
    for (const address of loads(page('sample', ['viewer()']))) expect(address).toMatch(/^#/)
    expect(page('sample', [])).toContain("default-src 'none'")
  })

  it('escapes text from the scenario everywhere', () => {
    const html = page(evil, ['"</script>"', 'a <!-- b'])
    expect(html).not.toContain('<img')
    expect(html).toContain('<h1>&lt;/script&gt;&lt;img src=&quot;http://example.com/x&quot;&gt;')
    // Two libraries, the specifications and the code that joins them: no element more.
    expect(html.match(/<script/g)).toHaveLength(4)
    expect(html.match(/<\/script>/g)).toHaveLength(4)
    expect(html).toContain('"\\x3C/script>"')
    expect(html).toContain('a \\x3C!-- b')
    const [, specs] = /id="specs">(.*?)<\/script>/s.exec(html) ?? []
    expect(JSON.parse(specs).completion.title.subtitle[0]).toBe(evil)
  })

  it('shows labelled charts without scripts', () => {
    const html = page('sample', [])
    expect(html).not.toContain('<script')
    expect(html.match(/<figure/g)).toHaveLength(8)
    expect(html).toContain('<clipPath id="completion-clip0"/>')
    expect(html).toContain('url(#progress-clip0)')
    expect(html.match(/role="img" aria-labelledby="caption-/g)).toHaveLength(8)
    expect(html.match(/<figcaption id="caption-[a-z]+">[^<]{20,}</g)).toHaveLength(8)
  })

  it('has the command to repeat the run and a definition of each metric', () => {
    const html = page('sample', [])
    expect(html).toContain('sim run &#39;scenarios/flash crowd.jsonc&#39; --seed 7')
    for (const [, id] of html.matchAll(/href="#([^"]+)"/g)) expect(html).toContain(`id="${id}"`)
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/)
    expect(html).not.toMatch(/\b(NaN|undefined|null)\b/)
  })
})
