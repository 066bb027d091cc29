/** The layout engine listens by itself where it finds itself in a worker. */
import 'elkjs/lib/elk-worker.min.js'
