import { writeRandomCheckpoint } from "../src/runtime/checkpoints/randomCheckpoint";
import { existsSync } from "node:fs";
import { LoadedModel } from "../src/runtime/model/loadedModel";
import { openModel } from "../src/runtime/model/openModel";
import { Devices } from "../src/runtime/devices";
import { TracedRun } from "../src/runtime/traces/tracedRun";
import { Tiles } from "../src/runtime/traces/tiles";
import { glanceAt } from "../src/runtime/traces/glance";
import { lineOf } from "../src/runtime/traces/lines";
(async()=>{
const dir="/tmp/bench/gpt2s";
if(!existsSync(dir)) await writeRandomCheckpoint(dir,{model_type:"gpt2",architectures:["GPT2LMHeadModel"],vocab_size:50257,n_embd:768,n_layer:12,n_head:12,n_positions:2048,activation_function:"gelu_new",layer_norm_epsilon:1e-5,eos_token_id:50256});
const devices=new Devices(async()=>({ok:false,reason:""}),()=>{}); await devices.choose("cpu");
const t=(l:string,s:number)=>console.log(l,(performance.now()-s).toFixed(0));
let s=performance.now(); const open=await openModel(dir); t("open",s);
s=performance.now(); const model=await LoadedModel.load(open,devices); t("load",s);
const signal=new AbortController().signal;
for (const T of [512,2000]) {
const ids=Array.from({length:T},(_,i)=>(i*7919)%50257);
for(let r=0;r<3;r++){ s=performance.now(); await model.forward({ids,cache:model.newCache(),rows:[T-1],signal}); t(`plain ${T}`,s);
s=performance.now(); const x=new TracedRun(model,{ids}); await x.unembed([T-1]); t(`traced ${T}`,s);
s=performance.now(); const run=new TracedRun(model,{ids}); const tiles=new Tiles(); const [L]=[T===512?1:3];await tiles.tile(run,{run:"a",layer:0,head:0,weighting:"raw",level:L,row:0,column:0},signal); t("first picture",s);
await glanceAt(run,0,signal); t("first glance",s);
await run.finished; t("finished",s);
s=performance.now(); await tiles.tile(run,{run:"a",layer:5,head:3,weighting:"value-weighted",level:L,row:0,column:0},signal); t("tile vw",s);
s=performance.now(); await lineOf(run,{run:"a",layer:5,head:3,weighting:"raw",token:100,direction:"reads"},signal); t("line",s);
s=performance.now(); await lineOf(run,{run:"a",layer:5,head:3,weighting:"raw",token:100,direction:"read-by"},signal); t("line by",s);
s=performance.now(); for(let l=0;l<12;l++) await glanceAt(run,l,signal); t("glances",s);
}}
})();
