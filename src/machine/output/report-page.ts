/** The style of a report, in light or dark as the reader prefers; charts are always on white. */
export const REPORT_STYLE = `
:root { --ink: #1c1c1c; --paper: #ffffff; --faint: #666666; --line: #d5d5d5; --shade: #f5f5f5; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e6e6; --paper: #17191c; --faint: #a3a3a3; --line: #3c4046; --shade: #22252a; }
}
body { margin: 0; color: var(--ink); background: var(--paper);
  font: 16px/1.5 system-ui, 'DejaVu Sans', Verdana, sans-serif; }
main { max-width: 66rem; margin: 0 auto; padding: 1rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin-top: 2.5rem; }
a { color: inherit; text-decoration-color: var(--faint); }
.headline { font-size: 1.15rem; }
.warning { border-left: 4px solid #d55e00; padding-left: .75rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { caption-side: bottom; text-align: left; color: var(--faint); font-size: .85rem;
  padding-top: .4rem; }
th, td { padding: .25rem .4rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { text-align: left; font-weight: 600; }
thead th { text-align: right; color: var(--faint); }
thead th:first-child { text-align: left; }
tbody th { font-weight: 500; }
td { text-align: right; }
figure { margin: 1.5rem 0 2rem; }
.picture { background: #ffffff; color: #1c1c1c; border-radius: 6px; overflow-x: auto; }
.picture > svg { max-width: 100%; height: auto; display: block; }
figcaption { color: var(--faint); font-size: .85rem; }
dt { font-weight: 600; margin-top: .75rem; }
dd { margin: 0; max-width: 46rem; }
cite { color: var(--faint); }
pre { background: var(--shade); padding: .75rem 1rem; border-radius: 6px; overflow-x: auto;
  font-size: .85rem; }
details { margin-top: 1.5rem; }
summary { cursor: pointer; }
`

/**
 * Replaces each picture by an interactive chart; if that fails, the picture stays. Expressions are
 * interpreted, not compiled, so that a policy against eval does not matter.
 */
export const REPORT_SCRIPT = `
const specs = JSON.parse(document.getElementById('specs').textContent)
const actions = { export: true, source: false, compiled: false, editor: false }
for (const [id, spec] of Object.entries(specs)) {
  const picture = document.querySelector('#chart-' + id + ' .picture')
  const live = document.createElement('div')
  const put = () => {
    // An interactive chart with a menu is no image any more.
    picture.removeAttribute('role')
    picture.replaceChildren(live)
  }
  const keep = (error) => console.error(id, error)
  vegaEmbed(live, spec, { renderer: 'svg', ast: true, actions }).then(put, keep)
}
`
