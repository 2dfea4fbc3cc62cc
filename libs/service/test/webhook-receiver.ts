import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CloudEvent } from '@fiksu/contracts';
import { Webhook } from 'standardwebhooks';

export interface Received {
  headers: IncomingMessage['headers'];
  body: string;
  event: CloudEvent;
}

/** Another platform's endpoint: keeps what it takes, and answers what the test says. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  /** What it answers; 200 by default. */
  answer: { status: number; headers?: Record<string, string> } = { status: 200 };
  /** What it does before it answers. */
  meanwhile: () => Promise<void> = async () => undefined;
  /** How often it was asked, whatever it answered. */
  asked = 0;
  private server: Server | null = null;
  private port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`;
  }

  async up(): Promise<void> {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', async () => {
        this.asked++;
        await this.meanwhile();
        const body = Buffer.concat(chunks).toString();
        if (this.answer.status < 300) this.received.push({ headers: request.headers, body, event: JSON.parse(body) as CloudEvent });
        response.writeHead(this.answer.status, this.answer.headers).end('thank you');
      });
    });
    await new Promise<void>((listening) => this.server?.listen(this.port, '127.0.0.1', listening));
    this.port = (this.server.address() as AddressInfo).port;
  }

  async down(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((closed) => this.server?.close(closed));
  }

  async untilReceived(many: number): Promise<Received[]> {
    while (this.received.length < many) await new Promise(setImmediate);
    return this.received;
  }
}

/** What it verifies as Standard Webhooks says. @throws WebhookVerificationError */
export const verified = (secret: string, { body, headers }: Received): unknown => new Webhook(secret).verify(body, headers as Record<string, string>);
