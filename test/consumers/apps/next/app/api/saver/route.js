import { useSaver } from '../../../use-saver.mjs'

export const dynamic = 'force-dynamic'

export async function GET(request) {
  const threadId = new URL(request.url).searchParams.get('thread')
  return Response.json(await useSaver(process.env.KUSTO_URL, threadId))
}
