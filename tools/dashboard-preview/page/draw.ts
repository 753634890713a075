/**
 * Draws each dashboard with Grafana's UI components in a headless Chromium and takes its picture.
 */
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { chromium, type BrowserContext, type Route } from 'playwright-core'

const TOOL = join(import.meta.dirname, '..')
const ANSWERS = join(TOOL, '.answers')
const PICTURES = join(TOOL, '..', '..', 'docs', 'pictures')
/** Nothing listens there: each request is answered from the built page. */
const ORIGIN = 'http://dashboards.test'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
}

const profile = await mkdtemp(join(tmpdir(), 'dashboards-'))
try {
  const context = await openChromium(profile)
  await mkdir(PICTURES, { recursive: true })
  const answers = (await readdir(ANSWERS)).filter((name) => name.endsWith('.json'))
  for (const name of answers) await draw(context, name.replace('.json', ''))
  await context.close()
} finally {
  await rm(profile, { recursive: true, force: true, maxRetries: 3 })
}

async function openChromium(folder: string): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: '/usr/bin/chromium',
    headless: true,
    viewport: { width: 1_600, height: 1_000 },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  await context.route('**/*', fromTheBuiltPage)
  return context
}

async function fromTheBuiltPage(route: Route): Promise<void> {
  const url = new URL(route.request().url())
  if (url.origin !== ORIGIN) return await route.abort()
  const path = url.pathname === '/' ? '/index.html' : url.pathname
  const body = await readFile(join(TOOL, 'dist', path)).catch(() => undefined)
  if (body === undefined) return await route.fulfill({ status: 404, body: '' })
  await route.fulfill({ body, contentType: TYPES[extname(path)] ?? 'application/octet-stream' })
}

async function draw(context: BrowserContext, uid: string): Promise<void> {
  const page = await context.newPage()
  page.on('pageerror', (error) => {
    console.error(`${uid}: ${error.message}`)
    process.exitCode = 1
  })
  await page.addInitScript({
    content: `globalThis.board = ${await readFile(join(ANSWERS, `${uid}.json`), 'utf8')}`,
  })
  await page.goto(ORIGIN, { waitUntil: 'networkidle' })
  await page.waitForSelector('main footer')
  // graphs draw themselves on a canvas in the frames after they are mounted
  await page.waitForTimeout(1_500)
  const path = join(PICTURES, `${uid}.png`)
  await page.locator('main').screenshot({ path, animations: 'disabled' })
  console.log(`docs/pictures/${uid}.png`)
  await page.close()
}
