import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { KustoError } from '../../../kusto-error.ts'
import { badRequest, notSupported } from '../../failures/bad-request.ts'
import { isJsonObject } from '../../../json-object.ts'
import { ONE_TRY } from './ingestion-storage.ts'
import { withoutSignature } from './queue-message.ts'

const gunzipAsync = promisify(gunzip)

/**
 * Far above any batch of a checkpointer; a blob's compressed size does not limit its unpacked size.
 */
const MAX_UNPACKED_BYTES = 1024 * 1024 * 1024

/**
 * The bytes of a blob, unpacked according to its name.
 *
 * @throws KustoError with the codes of data-explorer/error-codes.md; permanent if a retry would not
 *   help
 */
export async function fetchBlob(url: string): Promise<Uint8Array> {
  const path = withoutSignature(url)
  if (path.endsWith('.zip')) throw notSupported('ingestion of .zip blobs; compress them as .gz')
  const { AnonymousCredential, BlobClient } = await import('@azure/storage-blob')
  const client = new BlobClient(url, new AnonymousCredential(), ONE_TRY)
  const bytes = await download(() => client.downloadToBuffer(), path)
  if (bytes.byteLength === 0) throw badRequest(`Blob ${path} is empty.`, 'BadRequest_EmptyBlob')
  return path.endsWith('.gz') ? unpack(bytes, path) : bytes
}

async function download(fetch: () => Promise<Buffer>, path: string): Promise<Buffer> {
  try {
    return await fetch()
  } catch (error) {
    throw downloadFailure(error, path)
  }
}

function downloadFailure(error: unknown, path: string): KustoError {
  const status = isJsonObject(error) ? error['statusCode'] : undefined
  if (status === 404) {
    return badRequest(`Blob ${path} does not exist.`, 'Download_SourceNotFound')
  }
  if (status === 401 || status === 403) {
    return badRequest(`Access to blob ${path} is denied.`, 'Download_Forbidden')
  }
  return new KustoError(`Blob ${path} cannot be read.`, {
    code: 'Download_UnknownError',
    permanent: false,
  })
}

async function unpack(bytes: Buffer, path: string): Promise<Uint8Array> {
  try {
    return await gunzipAsync(bytes, { maxOutputLength: MAX_UNPACKED_BYTES })
  } catch {
    throw badRequest(
      `Blob ${path} is not a gzip archive, or unpacks to more than ${MAX_UNPACKED_BYTES} bytes.`,
      'BadRequest_InvalidArchive',
    )
  }
}
