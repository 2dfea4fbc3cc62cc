import { a } from "@fiksu/service"; import { Injectable } from "@nestjs/common"; class D {} 
@Injectable() export class C { constructor(private readonly d: D) {} }
console.log(a, C);
