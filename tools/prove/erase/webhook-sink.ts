import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** Another platform that takes every event which it is sent, and keeps the bytes: its log of webhooks. */
export class WebhookSink {
  readonly bodies: Buffer[] = [];
  private server: Server | null = null;

  async up(): Promise<string> {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.bodies.push(Buffer.concat(chunks));
        response.writeHead(204).end();
      });
    });
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  async down(): Promise<void> {
    this.server?.closeAllConnections();
    this.server?.close();
  }
}
