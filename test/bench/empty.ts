import { peakKib } from './resident.js'

// A process without any swarm: what is resident in it is not the peers'.
process.stdout.write(String(peakKib()))
